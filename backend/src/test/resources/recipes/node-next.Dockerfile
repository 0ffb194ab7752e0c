# Made for Yarn on Node.js 22 (.nvmrc). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM node:22-bookworm-slim
WORKDIR /app
RUN npm install -g yarn@1.22.19
COPY package.json yarn.lock ./
RUN --mount=type=cache,target=/root/.cache \
    yarn install --frozen-lockfile
COPY . .
RUN yarn run build
RUN yarn install --frozen-lockfile --production --ignore-scripts --offline
RUN useradd --system --create-home --shell /usr/sbin/nologin app
USER app
ENV NODE_ENV=production
ENV PORT=8080
EXPOSE 8080
CMD ["npm", "start"]
